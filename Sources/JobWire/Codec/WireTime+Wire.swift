// Points in time in JSON.

extension WireTime: WireEncodable {
  package func write(to writer: inout JSONWriter) {
    writer.quotedASCII { appendText(to: &$0) }
  }
}
