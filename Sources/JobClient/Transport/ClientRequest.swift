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
  /// How many bytes of answer are taken.
  var answerBytesMax = 64 << 20
  /// A POST that does no more when it is made twice.
  var mayBeRepeated = false

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

  /// Whether sending it twice is the same as sending it once.
  var isRepeatable: Bool {
    switch method {
    case .get, .head, .put, .delete: true
    case .patch: false
    case .post: mayBeRepeated || headers.contains { $0.name == WireHeader.idempotencyKey }
    }
  }
}
