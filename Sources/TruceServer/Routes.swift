internal import HTTPTypes

extension RouteTable {
    /// Every route there is.
    static let all: [Route] = [
        Route(.post, "/v1/documents", body: .json, .plain(createDocument)),
        Route(.get, "/v1/documents", .plain(listDocuments)),
        Route(.get, "/v1/documents/{name}", .plain(readDocument)),
        Route(.delete, "/v1/documents/{name}", .conditional(deleteDocument)),
        Route(.get, "/v1/documents/{name}/metadata", .plain(readMetadata)),
        Route(.get, "/v1/documents/{name}/content", .plain(readContent)),
        Route(.put, "/v1/documents/{name}/content", body: .text, .conditional(saveContent)),
        Route(.get, "/v1/documents/{name}/versions", .plain(listVersions)),
        Route(.get, "/v1/documents/{name}/versions/{n}", .plain(readVersion)),
        Route(.get, "/v1/documents/{name}/versions/{n}/content", .plain(readVersionContent)),
        Route(.get, "/v1/documents/{name}/diff", .plain(readDifference)),
        Route(.get, "/livez", .plain(isAlive)),
        Route(.get, "/readyz", .plain(isReady)),
        Route(.get, "/openapi.json", .plain(readOpenAPI)),
        Route(.get, "/problems", .plain(listProblems)),
        Route(.get, "/problems/{reason}", .plain(readProblem)),
    ]
}
