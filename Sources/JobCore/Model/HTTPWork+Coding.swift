// An http job's request as it is stored: a body that is text stays text, other bytes become base64. As a list of
// numbers, which is what bytes are to a coder, it would take four times the room.

import struct Foundation.Data

extension HTTPWork {
  private enum CodingKeys: String, CodingKey {
    case url, method, headers, body
    case bodyBase64 = "body_base64"
    case expectStatus, expectBody, redirectsMax
  }

  /// Reads what `encode` writes.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(url: try values.decode(String.self, forKey: .url))
    method = try values.decodeIfPresent(String.self, forKey: .method)
    headers = try values.decodeIfPresent([String: String].self, forKey: .headers) ?? [:]
    if let text = try values.decodeIfPresent(String.self, forKey: .body) { body = Array(text.utf8) }
    if let data = try values.decodeIfPresent(Data.self, forKey: .bodyBase64) { body = Array(data) }
    expectStatus = try values.decodeIfPresent([ClosedRange<Int>].self, forKey: .expectStatus) ?? []
    expectBody = try values.decodeIfPresent(String.self, forKey: .expectBody)
    redirectsMax = try values.decodeIfPresent(Int.self, forKey: .redirectsMax) ?? 0
  }

  /// Leaves out what has its default.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(url, forKey: .url)
    try values.encodeIfPresent(method, forKey: .method)
    if !headers.isEmpty { try values.encode(headers, forKey: .headers) }
    if let body {
      if let text = String(validating: body, as: UTF8.self) {
        try values.encode(text, forKey: .body)
      } else {
        try values.encode(Data(body), forKey: .bodyBase64)
      }
    }
    if !expectStatus.isEmpty { try values.encode(expectStatus, forKey: .expectStatus) }
    try values.encodeIfPresent(expectBody, forKey: .expectBody)
    if redirectsMax > 0 { try values.encode(redirectsMax, forKey: .redirectsMax) }
  }
}
