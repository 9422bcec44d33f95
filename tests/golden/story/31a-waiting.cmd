commit {"depot":"chat","branch":"feature/polls","from":"main","message":"Polls [fail]"}
branch chat feature/polls
