build {"depot":"chat","branch":"feature/polls","wish":"crash"}
built chat feature/polls
deploy --dry-run
