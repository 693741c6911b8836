internal import FoundationEssentials
internal import GRDB

/// Bytes as an argument of a statement: GRDB takes them as Foundation's `Data` alone.
func blob(_ bytes: [UInt8]) -> Data { Data(bytes) }
