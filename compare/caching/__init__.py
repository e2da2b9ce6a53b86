"""Public pages are made once for everybody and kept for a while.

Which views are public, and which parameters of an address they take, says `routes`. The middleware in `keeping` answers
for them, with pages from `turns`, where each is found or made. What a page is, and the answer from it, is in `pages`.
"""
