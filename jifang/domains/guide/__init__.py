"""The service guide, made from procedures and law; where a case stands, for the public."""
