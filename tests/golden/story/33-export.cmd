env export
