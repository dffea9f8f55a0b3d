"""Days when nobody comes: public holidays, school holidays, closures."""
