#!/usr/bin/env python3
"""Writes Sources/TruceServer/OpenAPI.swift from Resources/openapi.yaml. Needs PyYAML."""

import hashlib
import json
import pathlib

import yaml

root = pathlib.Path(__file__).resolve().parent.parent
source = (root / "Resources/openapi.yaml").read_bytes()
document = json.dumps(yaml.safe_load(source), ensure_ascii=False, separators=(",", ":"))
assert '"##' not in document, "the literal below would end in the middle"

(root / "Sources/TruceServer/OpenAPI.swift").write_text(f'''\
// Written by Resources/openapi.py from Resources/openapi.yaml: change that, and run it again.
// swift-format-ignore-file

/// The OpenAPI document as JSON, and the SHA-256 of the file it was made from.
enum OpenAPI {{
    static let source = "{hashlib.sha256(source).hexdigest()}"
    static let json = ##"{document}"##
}}
''')
