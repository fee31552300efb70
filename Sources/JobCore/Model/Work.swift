// What a job does, as submitted: the payload of its kind.

/// How a job runs.
public enum JobKind: Int, CaseIterable, Codable, Sendable {
  case exec = 1
  case shell = 2
  case http = 3
  case handler = 4
  case external = 5

  /// The name used on the wire and in logs.
  public var name: String {
    switch self {
    case .exec: "exec"
    case .shell: "shell"
    case .http: "http"
    case .handler: "handler"
    case .external: "external"
    }
  }

  /// The kind of that name; `nil` if there is none.
  public init?(name: String) {
    guard let kind = JobKind.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }

  /// Whether what a job made is kept in the store, with the end of its attempt; else it is in files.
  var hasStoredResult: Bool {
    self == .http || self == .handler || self == .external
  }
}

/// The work of a job.
public enum Work: Hashable, Codable, Sendable {
  /// A program and its arguments, run without a shell and never joined into a string.
  case exec(argv: [String])
  /// A command line run by `/bin/sh -c`.
  case shell(String)
  /// A registered handler and its payload as JSON text; `nil` is no payload.
  case handler(name: String, payload: String?)
  /// A request that jobd makes.
  case http(HTTPWork)
  /// Nothing: it runs until somebody outside completes or fails it.
  case external

  /// What kind of work it is.
  public var kind: JobKind {
    switch self {
    case .exec: .exec
    case .shell: .shell
    case .handler: .handler
    case .http: .http
    case .external: .external
    }
  }

  /// The default time limit of an attempt, in microseconds; `nil` is none.
  var timeoutDefault: Int64? {
    if case .http = self { Limits.httpTimeoutMicrosDefault } else { nil }
  }
}
