// A web server that answers every request with one status after a while, so that the example runs without a network.

import Foundation

struct TinyServer {
  let url: String

  init(status: Int, seconds: Double) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, size) == 0 && listen(listener, 16) == 0 && getsockname(listener, address, &size) == 0
      }
    }
    guard isListening else { throw CocoaError(.fileReadUnknown) }
    url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/"
    Thread.detachNewThread {
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0 { return }
        Thread.detachNewThread { Self.answer(connection, status, after: seconds) }
      }
    }
  }

  private static func answer(_ connection: Int32, _ status: Int, after seconds: Double) {
    var request = [UInt8](repeating: 0, count: 4_096)
    if read(connection, &request, request.count) > 0 {
      Thread.sleep(forTimeInterval: seconds)
      let answer = Array("HTTP/1.1 \(status) Tiny\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
      _ = write(connection, answer, answer.count)
    }
    close(connection)
  }
}
