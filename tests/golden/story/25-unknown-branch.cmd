branch chat no-such-branch
