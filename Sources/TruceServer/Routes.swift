internal import HTTPTypes
internal import TruceDocument

extension RouteTable {
    /// Every route there is.
    static let all: [Route] = [
        Route(.post, "/v1/documents", .writer, body: .json, .plain(createDocument)),
        Route(.get, "/v1/documents", .reader, .plain(listDocuments)),
        Route(.get, "/v1/documents/{name}", .reader, .plain(readDocument)),
        Route(.delete, "/v1/documents/{name}", .writer, adminFlag: "force", .conditional(deleteDocument)),
        Route(.get, "/v1/documents/{name}/metadata", .reader, .plain(readMetadata)),
        Route(.get, "/v1/documents/{name}/content", .reader, .plain(readContent)),
        Route(.put, "/v1/documents/{name}/content", .writer, body: .text, .conditional(saveContent)),
        Route(.get, "/v1/documents/{name}/versions", .reader, .plain(listVersions)),
        Route(.get, "/v1/documents/{name}/versions/{n}", .reader, .plain(readVersion)),
        Route(.get, "/v1/documents/{name}/versions/{n}/content", .reader, .plain(readVersionContent)),
        Route(.get, "/v1/documents/{name}/diff", .reader, .plain(readDifference)),
        Route(.get, "/v1/documents/{name}/blame", .reader, .plain(readBlame)),
        Route(
            .patch, "/v1/documents/{name}/metadata", .writer, body: .mergePatch, .conditional(changeMetadata)),
        Route(.post, "/v1/documents/{name}/transitions", .writer, body: .json, .conditional(changeStatus)),
        Route(.get, "/v1/documents/{name}/dependents", .reader, .plain(listDependents)),
        Route(.get, "/v1/aliases/{alias}", .reader, .plain(readAlias)),
        Route(.put, "/v1/aliases/{alias}", .writer, body: .json, .conditional(setAlias)),
        Route(.delete, "/v1/aliases/{alias}", .writer, .conditional(removeAlias)),
        Route(.get, "/v1/workflow", .reader, .plain(readWorkflow)),
        Route(.get, "/v1/users", .admin, .plain(listUsers)),
        Route(.post, "/v1/users", .admin, body: .json, .plain(addUser)),
        Route(.delete, "/v1/users/{user}", .admin, .plain(removeUser)),
        Route(.post, "/v1/users/{user}/tokens", .admin, .plain(issueToken)),
        Route(.delete, "/v1/users/{user}/tokens/{id}", .admin, .plain(revokeToken)),
        Route(.get, "/v1/conflicts", .reader, .plain(listConflicts)),
        Route(.get, "/v1/conflicts/groups", .reader, .plain(listConflictGroups)),
        Route(.get, "/v1/conflicts/{id}", .reader, .plain(readConflict)),
        Route(.get, "/v1/resolutions/{key}", .reader, .plain(readResolution)),
        Route(.put, "/v1/resolutions/{key}", .writer, body: .json, .plain(rememberResolution)),
        Route(.delete, "/v1/resolutions/{key}", .writer, .plain(forgetResolution)),
        Route(.get, "/metrics", .reader, .plain(readMetrics)),
        Route(.get, "/v1/documents/{name}/presence", .reader, .plain(readPresence)),
        Route(.put, "/v1/documents/{name}/presence", .reader, body: .json, .plain(putPresence)),
        Route(.delete, "/v1/documents/{name}/presence", .reader, .plain(deletePresence)),
        Route(.get, "/v1/events", .reader, .plain(readEvents)),
        Route(.get, "/livez", nil, .plain(isAlive)),
        Route(.get, "/readyz", nil, .plain(isReady)),
        Route(.get, "/openapi.json", nil, .plain(readOpenAPI)),
        Route(.get, "/problems", nil, .plain(listProblems)),
        Route(.get, "/problems/{reason}", nil, .plain(readProblem)),
    ]
}
