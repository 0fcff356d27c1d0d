"""`quancheng simulate`: a made-up national history of which the truth is known, to try pages and estimates on.

- The same seed and size give the same rows and the same truth. Draws do not depend on whether pilots take effect, so
  that a history without them differs only by what they did.
- Months of 46 jurisdictions are made in pieces of bounded size: memory does not grow with the number of applications.
- What pilots change is known exactly (`truth`), and trends are parallel on the scale of means (`world`).
"""
