"""What is found of each site, and how much there is where: kept ready, exact, made anew at will."""
