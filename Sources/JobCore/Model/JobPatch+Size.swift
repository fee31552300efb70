// How much an edit writes for each job, roughly: many jobs may be edited at once.

extension JobPatch {
  /// Bytes of the texts that may be long.
  var writtenBytes: Int {
    let surroundings = (process.stdin?.value?.count ?? 0) + (process.environment ?? [:]).textBytes
    return surroundings + (work?.writtenBytes ?? 0)
  }
}

extension WorkEdit {
  fileprivate var writtenBytes: Int {
    switch self {
    case .exec(let argv): argv.reduce(0) { $0 + $1.utf8.count + 1 }
    case .shell(let command): command.utf8.count
    case .handler(_, let payload): payload?.value?.utf8.count ?? 0
    case .http(let request): request.url.utf8.count + request.headers.textBytes + (request.body?.count ?? 0)
    }
  }
}

extension [String: String] {
  fileprivate var textBytes: Int { reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } }
}
