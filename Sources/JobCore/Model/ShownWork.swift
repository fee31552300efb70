// What is shown of the work of a job; `CommandText` makes a line of it.

/// What a job runs, as far as it is known: long texts may be cut before they come here.
enum ShownWork: Hashable, Sendable {
  /// `isCut`: there is more of it.
  case exec([String], isCut: Bool)
  case shell(String, isCut: Bool)
  case http(method: String?, url: String?)
  case handler(String)
  /// External, or nothing that can be read.
  case none

  /// All of it.
  init(_ work: Work) {
    switch work {
    case .exec(let argv): self = .exec(argv, isCut: false)
    case .shell(let command): self = .shell(command, isCut: false)
    case .http(let request): self = .http(method: request.method, url: request.url)
    case .handler(let name, _): self = .handler(name)
    case .external: self = .none
    }
  }
}
