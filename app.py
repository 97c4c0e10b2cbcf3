"""Entry of the atlas: ``streamlit run app.py``.

The pages are in ``views/``; what the server serves beside them (the map page, its assets, layer data)
comes from ``layers/serve.py``.
"""

import streamlit as st

from layers import serve

app = st.App("views/main.py", routes=serve.routes(), middleware=serve.middleware(st.get_option("server.baseUrlPath")))
