"""Pages of certificates: public look-up, the page of a firm of its own."""
