"""What must hold while clocks are set, and the hands that set them."""
