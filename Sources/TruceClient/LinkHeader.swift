internal import TruceDocument

/// The cursor of the next page, out of a `Link: <…?cursor=…>; rel="next"` header (RFC 8288); nil on the last page.
func nextCursor(link header: String?) -> String? {
    guard let header else { return nil }
    // truce's own links hold neither ',' nor ';' between the angle brackets: what could be one is percent-encoded.
    for link in header.split(separator: ",") {
        let parts = link.split(separator: ";").map { $0.drop { $0 == " " } }
        guard let target = parts.first, target.hasPrefix("<"), let end = target.firstIndex(of: ">"),
            parts.dropFirst().contains(where: { $0 == "rel=\"next\"" || $0 == "rel=next" }),
            let query = target[..<end].split(separator: "?", maxSplits: 1).dropFirst().first
        else { continue }
        for field in query.split(separator: "&") where field.hasPrefix("cursor=") {
            return String(percentEncoded: field.dropFirst("cursor=".count))
        }
    }
    return nil
}
