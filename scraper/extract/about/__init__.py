"""What a page says of itself besides its story: language, kind, section, address, further pages, corrections."""
