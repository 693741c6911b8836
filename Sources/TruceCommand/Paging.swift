import TruceDocument

/// Follows a list from page to page and hands over each, until `body` returns false or the list ends.
func forEachPage<Item>(
    from first: PageRequest, _ fetch: (PageRequest) async throws -> Page<Item>, _ body: ([Item]) throws -> Bool
) async throws {
    var request = first
    while true {
        let page = try await fetch(request)
        guard try body(page.items), let next = page.next else { return }
        request.cursor = next
    }
}
