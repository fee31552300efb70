// A change of what a job does. Its kind stays: a command does not become a request.

/// Other work of the same kind.
public enum WorkEdit: Hashable, Sendable {
  case exec(argv: [String])
  case shell(String)
  /// Another handler, another payload as JSON text, or both; `nil` leaves it alone.
  case handler(name: String?, payload: Edit<String>?)
  case http(HTTPWork)

  /// The kind of the jobs that it is for.
  public var kind: JobKind {
    switch self {
    case .exec: .exec
    case .shell: .shell
    case .handler: .handler
    case .http: .http
    }
  }

  /// The field of a submission by which it is named.
  var field: String {
    switch self {
    case .exec: "argv"
    case .shell: "shell"
    case .handler(nil, _): "payload"
    case .handler: "handler"
    case .http: "http"
    }
  }

  /// The work as it is then; `nil` if it is of another kind.
  func applied(to work: Work) -> Work? {
    switch (self, work) {
    case (.exec(let argv), .exec): .exec(argv: argv)
    case (.shell(let command), .shell): .shell(command)
    case (.http(let request), .http): .http(request)
    case (.handler(let name, let payload), .handler(let oldName, let oldPayload)):
      .handler(name: name ?? oldName, payload: payload.map(\.value) ?? oldPayload)
    default: nil
    }
  }
}
