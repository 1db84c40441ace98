"""Jifang 技防: the regime of Guangdong's Measures, run and proved lawful."""
