"""How a layer looks: registry, style, legend, feature card, map document, exports. No session state."""
