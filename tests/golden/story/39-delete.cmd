env delete s42 --confirm s42
