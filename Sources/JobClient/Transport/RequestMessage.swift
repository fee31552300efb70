// One request as it goes out.

import NIOCore
import NIOHTTP1

/// A request in the form of HTTP, and how long it may take.
struct RequestMessage: Sendable {
  var head: HTTPRequestHead
  var body: [UInt8] = []
  /// `.distantFuture` for what may take as long as it likes.
  var deadline: NIODeadline
  /// The daemon may hold the answer back, or the reader may read it slowly.
  var mayLast = false
  /// Its answer may be whole although nobody has said where it ends.
  var endsAnywhere = false

  /// The head and the body in the form of HTTP/1.1, which says how long the body is before it comes.
  init(_ method: HTTPMethod, _ path: String, body: [UInt8], deadline: NIODeadline, mayLast: Bool) {
    head = HTTPRequestHead(version: .http1_1, method: method, uri: path)
    self.body = body
    self.deadline = deadline
    self.mayLast = mayLast
    if !body.isEmpty || [.POST, .PUT, .PATCH].contains(method) {
      head.headers.add(name: "Content-Length", value: "\(body.count)")
    }
  }

  /// A name of a header whose value no header may have: it would begin another one.
  var badHeader: String? {
    head.headers.first { header in header.value.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F } }?.name
  }
}
