let openAPI = "{}"
