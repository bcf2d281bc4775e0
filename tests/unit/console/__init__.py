"""What the command lines share, tested without them."""
