"""Jifang 技防: the regime of Guangdong's Measures for technical protection, run and proved lawful."""
