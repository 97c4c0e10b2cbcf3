"""One file a page, thin: read the controls, call the analysis, hand the result to the layers."""
