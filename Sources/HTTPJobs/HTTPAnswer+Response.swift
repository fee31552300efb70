// The head of an answer as it is kept: bounded, whatever the server sends.

import AsyncHTTPClient
import JobCore
import NIOHTTP1

extension HTTPAnswer {
  init(_ response: HTTPClientResponse, url: String) {
    var bytes = 0
    var headers: [Header] = []
    for (name, value) in response.headers.prefix(Limits.httpAnswerHeadersMax) {
      bytes += name.utf8.count + value.utf8.count
      if bytes > Limits.httpAnswerHeadBytesMax { break }
      headers.append(Header(name: name, value: value))
    }
    self.init(status: Int(response.status.code), headers: headers, url: url)
  }
}
