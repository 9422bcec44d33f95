env values
