"""Reads an AVRO file with Python's avro, or what avrocat printed of it, and prints each record as a line of JSON: every
value as a text, numbers of logical types as what stands in the file, bytes as hex digits, floats by their bits."""

import json
import struct
import sys
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal, getcontext

# More digits than any decimal has here.
getcontext().prec = 100


def plain(value, schema):
    if isinstance(schema, list):
        rest = [branch for branch in schema if branch != "null"]
        if value is None:
            return None
        if len(rest) == 1:
            return plain(value, rest[0])
        raise ValueError(f"A union of {schema}")
    kind = schema if isinstance(schema, str) else schema["type"]
    if isinstance(kind, (dict, list)):
        return plain(value, kind)
    if kind in named:
        return plain(value, named[kind])
    if kind == "record":
        named[f"{schema.get('namespace', 'sluice.types')}.{schema['name']}"] = schema
        return {field["name"]: plain(value[field["name"]], field["type"]) for field in schema["fields"]}
    if kind == "array":
        return [plain(item, schema["items"]) for item in value]
    if kind == "map":
        return {key: plain(item, schema["values"]) for key, item in value.items()}
    if kind in ("float", "double"):
        return struct.pack(">f" if kind == "float" else ">d", value).hex()
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "bytes":
        return of_bytes(value, schema)
    if kind in ("int", "long"):
        return str(of_time(value))
    return str(value)


def of_bytes(value, schema):
    if isinstance(value, Decimal):
        return str(int(value.scaleb(schema["scale"])))
    raw = value.encode("latin1") if isinstance(value, str) else value
    if isinstance(schema, dict) and schema.get("logicalType") == "decimal":
        return str(int.from_bytes(raw, "big", signed=True))
    return raw.hex()


def of_time(value):
    micro = timedelta(microseconds=1)
    if isinstance(value, datetime):
        return (value.astimezone(timezone.utc) - datetime(1970, 1, 1, tzinfo=timezone.utc)) // micro
    if isinstance(value, date):
        return (value - date(1970, 1, 1)).days
    if isinstance(value, time):
        return timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond) // micro
    return value


def without_branches(value, schema):
    """JSON as AVRO writes it names the branch of a union."""
    if isinstance(schema, list):
        if value is None:
            return None
        ((_, inner),) = value.items()
        rest = [branch for branch in schema if branch != "null"]
        return without_branches(inner, rest[0])
    if isinstance(schema, str):
        return without_branches(value, named[schema]) if schema in named else value
    kind = schema["type"]
    if isinstance(kind, (dict, list)):
        return without_branches(value, kind)
    if kind == "record":
        named[f"{schema.get('namespace', 'sluice.types')}.{schema['name']}"] = schema
        return {field["name"]: without_branches(value[field["name"]], field["type"]) for field in schema["fields"]}
    if kind == "array":
        return [without_branches(item, schema["items"]) for item in value]
    return value


named = {}


def main():
    how, path, schema_text = sys.argv[1:]
    schema = json.loads(schema_text)
    if how == "avro":
        from avro.datafile import DataFileReader
        from avro.io import DatumReader

        with open(path, "rb") as file:
            for record in DataFileReader(file, DatumReader()):
                print(json.dumps(plain(record, schema)))
    else:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                print(json.dumps(plain(without_branches(json.loads(line), schema), schema)))


main()
