// The statuses of the contract with their status lines ready to be sent.

/// A status code with its line.
enum HTTPStatus: Int, Sendable, CaseIterable {
  case ok = 200
  case created = 201
  case accepted = 202
  case noContent = 204
  case partialContent = 206
  case badRequest = 400
  case unauthorized = 401
  case forbidden = 403
  case notFound = 404
  case methodNotAllowed = 405
  case requestTimeout = 408
  case conflict = 409
  case gone = 410
  case preconditionFailed = 412
  case payloadTooLarge = 413
  case unsupportedMediaType = 415
  case rangeNotSatisfiable = 416
  case unprocessable = 422
  case tooManyRequests = 429
  case headersTooLarge = 431
  case internalError = 500
  case unavailable = 503
  case insufficientStorage = 507

  /// `HTTP/1.1 200 OK` with its line break.
  var line: StaticString {
    switch self {
    case .ok: "HTTP/1.1 200 OK\r\n"
    case .created: "HTTP/1.1 201 Created\r\n"
    case .accepted: "HTTP/1.1 202 Accepted\r\n"
    case .noContent: "HTTP/1.1 204 No Content\r\n"
    case .partialContent: "HTTP/1.1 206 Partial Content\r\n"
    case .badRequest: "HTTP/1.1 400 Bad Request\r\n"
    case .unauthorized: "HTTP/1.1 401 Unauthorized\r\n"
    case .forbidden: "HTTP/1.1 403 Forbidden\r\n"
    case .notFound: "HTTP/1.1 404 Not Found\r\n"
    case .methodNotAllowed: "HTTP/1.1 405 Method Not Allowed\r\n"
    case .requestTimeout: "HTTP/1.1 408 Request Timeout\r\n"
    case .conflict: "HTTP/1.1 409 Conflict\r\n"
    case .gone: "HTTP/1.1 410 Gone\r\n"
    case .preconditionFailed: "HTTP/1.1 412 Precondition Failed\r\n"
    case .payloadTooLarge: "HTTP/1.1 413 Content Too Large\r\n"
    case .unsupportedMediaType: "HTTP/1.1 415 Unsupported Media Type\r\n"
    case .rangeNotSatisfiable: "HTTP/1.1 416 Range Not Satisfiable\r\n"
    case .unprocessable: "HTTP/1.1 422 Unprocessable Content\r\n"
    case .tooManyRequests: "HTTP/1.1 429 Too Many Requests\r\n"
    case .headersTooLarge: "HTTP/1.1 431 Request Header Fields Too Large\r\n"
    case .internalError: "HTTP/1.1 500 Internal Server Error\r\n"
    case .unavailable: "HTTP/1.1 503 Service Unavailable\r\n"
    case .insufficientStorage: "HTTP/1.1 507 Insufficient Storage\r\n"
    }
  }
}
