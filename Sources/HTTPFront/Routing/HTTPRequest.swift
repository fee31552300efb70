// What a route gets to see of a request.

import NIOCore

/// An admitted request with its whole body.
struct HTTPRequest: Sendable {
  let admission: Admission
  let body: ByteBuffer

  var query: Query { admission.query }
  var fields: RequestFields { admission.fields }
  var identity: Identity { admission.identity }

  /// The value of a `{name}` in the route's path, percent-decoded.
  func parameter(_ index: Int) -> String { admission.parameters[index] }

  func withBody<T, E: Error>(_ read: (UnsafeRawBufferPointer) throws(E) -> T) throws(E) -> T {
    let result: Result<T, E> = body.withUnsafeReadableBytes { bytes in
      do throws(E) { return .success(try read(bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
