// Writes an answer's head (and its body, when it is ready) into one buffer, so that an answer costs one write.

import JobWire
import NIOCore

/// How the end of a body is told.
enum BodyFraming: Sendable, Equatable {
  /// No body and no length: 204.
  case none
  case length(Int64)
  case chunked
  /// HTTP/1.0 without a length: the end of the connection.
  case untilClose
}

/// What stands in the `Connection` field.
enum ConnectionField: Sendable {
  /// HTTP/1.1 keeps a connection without a word.
  case unsaid
  case keepAlive
  case close
}

/// Serialises response heads. Each connection has one; it remembers the `Date` of the current second.
struct ResponseEncoder {
  private var date = DateField()
  /// The field that names the store, ready to be written; empty where there is none.
  private let store: String

  /// - Parameter storeMark: named in every answer, so that a client notices when another store answers.
  init(storeMark: String?) {
    store = storeMark.map { "\(WireHeader.store): \($0)\r\n" } ?? ""
  }

  mutating func writeHead(
    of response: HTTPResponse, framing: BodyFraming, connection: ConnectionField, requestID: String?,
    into buffer: inout ByteBuffer
  ) {
    buffer.writeStaticString(response.status.line)
    if case .none = response.contentType {
    } else {
      buffer.writeStaticString("Content-Type: ")
      buffer.writeStaticString(response.contentType.value)
      buffer.writeStaticString("\r\n")
    }
    switch framing {
    case .length(let length):
      buffer.writeStaticString("Content-Length: ")
      Self.writeDecimal(length, into: &buffer)
      buffer.writeStaticString("\r\n")
    case .chunked: buffer.writeStaticString("Transfer-Encoding: chunked\r\n")
    case .none, .untilClose: break
    }
    date.write(into: &buffer)
    buffer.writeString(store)
    for header in response.headers {
      buffer.writeStaticString(header.name)
      buffer.writeStaticString(": ")
      Self.writeValue(header.value, into: &buffer)
      buffer.writeStaticString("\r\n")
    }
    if let requestID {
      buffer.writeStaticString("X-Request-Id: ")
      Self.writeValue(requestID, into: &buffer)
      buffer.writeStaticString("\r\n")
    }
    switch connection {
    case .unsaid: buffer.writeStaticString("\r\n")
    case .keepAlive: buffer.writeStaticString("Connection: keep-alive\r\n\r\n")
    case .close: buffer.writeStaticString("Connection: close\r\n\r\n")
    }
  }

  /// The frame that carries one chunk of a chunked body.
  static func writeChunkHeader(_ count: Int, into buffer: inout ByteBuffer) {
    buffer.writeString(String(count, radix: 16))
    buffer.writeStaticString("\r\n")
  }

  /// A value can end its field only by a line break, so those never get through.
  private static func writeValue(_ value: String, into buffer: inout ByteBuffer) {
    if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) {
      buffer.writeString(value)
    } else {
      buffer.writeBytes(value.utf8.lazy.map { $0 >= 0x20 && $0 != 0x7F ? $0 : UInt8(ascii: "?") })
    }
  }

  private static func writeDecimal(_ number: Int64, into buffer: inout ByteBuffer) {
    var value = number.magnitude
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 20) { bytes in
      var digits = 0
      var rest = value
      repeat {
        digits += 1
        rest /= 10
      } while rest > 0
      for index in stride(from: digits - 1, through: 0, by: -1) {
        bytes[index] = UInt8(ascii: "0") + UInt8(value % 10)
        value /= 10
      }
      return digits
    }
  }
}
