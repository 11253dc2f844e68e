"""A run's page of counts in headless Chromium, narrow and wide, light and dark: it is not blank, and nothing is cut off.

    look_at_overview.py OVERVIEW.html FOLDER_FOR_PICTURES
"""

import pathlib
import subprocess
import sys

from PIL import Image

LIGHT, DARK = 1, 0


def picture(page: pathlib.Path, folder: pathlib.Path, width: int, scheme: int) -> Image.Image:
    name = folder / f"overview-{width}-{'dark' if scheme == DARK else 'light'}.png"
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         f"--user-data-dir={folder}/profile", f"--window-size={width},2600",
         f"--blink-settings=preferredColorScheme={scheme}", f"--screenshot={name}", page.resolve().as_uri()],
        check=True, capture_output=True, timeout=120,
    )
    return Image.open(name).convert("RGB")


def main() -> None:
    page, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    # Chromium's window is never narrower than 500 pixels; a phone's is a frame of 390 in it.
    phone = folder / "phone.html"
    phone.write_text(f'<body style="margin:0"><iframe src="{page.resolve().as_uri()}" width="390" height="2600" style="border:0"></iframe>')
    for source, width in ((page, 1000), (phone, 500)):
        light, dark = (picture(source, folder, width, scheme) for scheme in (LIGHT, DARK))
        for image, scheme in ((light, "light"), (dark, "dark")):
            colours = image.getcolors(1 << 24) or []
            most = max(count for count, _ in colours) / (image.width * image.height)
            if len(colours) < 50 or most > 0.98:
                sys.exit(f"the page is blank at {width} pixels, {scheme}")
        corner = [image.getpixel((4, 400)) for image in (light, dark)]
        if sum(corner[0]) <= sum(corner[1]):
            sys.exit(f"the dark page is not darker than the light one: {corner}")
    print("the page of counts is there, narrow and wide, light and dark")


main()
