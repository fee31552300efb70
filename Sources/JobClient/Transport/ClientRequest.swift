// One request as the client's methods describe it, before it becomes HTTP.

import JobWire

/// A request to the daemon.
struct ClientRequest: Sendable {
  enum Method: String, Sendable {
    case get = "GET"
    case head = "HEAD"

    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  /// An ordinary request is answered at once; the daemon's own work is a few milliseconds.
  static let secondsMax: Int64 = 60

  var method: Method
  var path: String
  var headers: [(name: String, value: String)] = []
  var body: [UInt8] = []
  /// How long the answer may take.
  var seconds = Self.secondsMax
  /// The daemon may hold the answer back.
  var mayLast = false
  /// Where the answer ends says nothing: it has no end of its own, or says by itself what is missing.
  var endsAnywhere = false
  /// How many bytes of answer are taken.
  var answerBytesMax = 64 << 20
  /// A POST that does no more when it is made twice.
  var mayBeRepeated = false
  /// A DELETE that is over when there is nothing to delete any more. Repeated, it finds what the first one has left.
  var isDoneWhenGone = false
  /// It names no ids, so whichever database answers is the right one.
  var isForAnyStore = false

  init(_ method: Method, _ path: String, query: [QueryItem] = []) {
    self.method = method
    self.path = WirePaths.path(path, query: query)
  }

  /// The request with a JSON body.
  func with(_ body: some WireEncodable) -> ClientRequest {
    with(bytes: body.jsonBytes(), type: WireHeader.json)
  }

  /// The request with a body of any kind.
  func with(bytes: [UInt8], type: String) -> ClientRequest {
    var request = self
    request.body = bytes
    request.headers.append(("Content-Type", type))
    return request
  }

  /// The request, whose answer the daemon may hold back for so long.
  func held(seconds: Int64) -> ClientRequest {
    var request = self
    request.seconds = seconds
    request.mayLast = true
    return request
  }

  /// The request, which names no ids if `condition` holds.
  func forAnyStore(if condition: Bool = true) -> ClientRequest {
    var request = self
    request.isForAnyStore = condition
    return request
  }

  /// The request, which is over when what it deletes is not there.
  func doneWhenGone() -> ClientRequest {
    var request = self
    request.isDoneWhenGone = true
    return request
  }

  /// The request with a submission or several as its body, which may name jobs and batches.
  func submitting(_ bytes: [UInt8], type: String) -> ClientRequest {
    with(bytes: bytes, type: type).forAnyStore(if: !Self.namesIDs(bytes))
  }

  /// Whether a submission has a field that names others. Taking a text for such a field costs no more than that another
  /// database refuses the submission.
  private static func namesIDs(_ submission: [UInt8]) -> Bool {
    submission.withUnsafeBufferPointer { text in
      for index in text.indices where text[index] == UInt8(ascii: "\"") {
        let rest = text[index...]
        if idFields.contains(where: rest.starts(with:)) { return true }
      }
      return false
    }
  }

  /// Whether it can be sent as often as one likes, also to a daemon that has been started anew meanwhile.
  var isHarmless: Bool {
    switch method {
    case .get, .head: true
    case .post: mayBeRepeated
    case .put, .patch, .delete: false
    }
  }

  private static let idFields = [#""after""#, #""batch""#].map { Array($0.utf8) }

  /// Whether sending it twice is the same as sending it once.
  var isRepeatable: Bool {
    switch method {
    case .get, .head, .put: true
    case .delete: isDoneWhenGone
    case .patch: false
    case .post: mayBeRepeated || headers.contains { $0.name == WireHeader.idempotencyKey }
    }
  }
}
