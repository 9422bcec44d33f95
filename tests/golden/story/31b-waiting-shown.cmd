env show
