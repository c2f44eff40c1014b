#!/bin/sh
# Makes icon.png of icon.svg anew, with rsvg-convert of librsvg (Debian: librsvg2-bin).
cd "$(dirname "$0")" && rsvg-convert --width 128 --height 128 --output icon.png icon.svg
