"""检测 (testing, art. 18): commissions, and reports clause by clause that are locked and sealed."""
