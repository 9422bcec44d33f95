branch chat feature/breakout-rooms
