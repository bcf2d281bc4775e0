"""Attack the deployed portal: one test an attack."""
