// Finds out who is asking: the kernel says it for Unix sockets, a bearer token for TCP.

import JobCore

/// Who may use the Unix socket, besides what its file mode says.
package enum UnixAccess: Sendable, Equatable {
  /// The daemon's own user, and root.
  case owner
  /// Everybody who can connect: the file's mode and group are the lock.
  case anyoneWhoConnects
}

/// Turns a peer and its Authorization field into an identity.
struct Authenticator: Sendable {
  let unixAccess: UnixAccess
  let daemonUID: UInt32
  /// `nil` when no TCP listener was configured with tokens: then nobody gets in over TCP.
  let tokens: TokenStore?
  /// The running job whose token this is.
  var runningJob: @Sendable (Substring) -> TokenHolder? = { _ in nil }

  /// - Parameter isPassedOn: the request bears a mark of a browser or a proxy. Then the peer of a Unix socket is not who
  ///   asks, and it takes a token as over TCP.
  func identify(_ peer: Peer, authorization: String?, isPassedOn: Bool = false) throws(HTTPFault) -> Identity {
    switch peer {
    case .unix(let credentials):
      if !isPassedOn { return try identify(credentials) }
      guard authorization != nil else {
        throw .unauthenticated(
          "the request comes from a browser or through a proxy (an Origin, Sec-Fetch-, Forwarded or X-Forwarded- "
            + "field, or a domain as its Host), and carries no token")
      }
      return try identify(bearer: authorization)
    case .tcp: return try identify(bearer: authorization)
    }
  }

  /// Whether the field has a token that was good when that was known last: of a request for which `tokensUnknown` was
  /// thrown.
  func hasKnown(_ authorization: String?) -> Bool {
    guard let tokens, let token = authorization?.dropFirst(7) else { return false }
    return tokens.hasKnown(token) || runningJob(token) != nil
  }

  private func identify(_ credentials: PeerCredentials) throws(HTTPFault) -> Identity {
    let name = "uid:\(credentials.uid)"
    guard unixAccess == .anyoneWhoConnects || credentials.uid == daemonUID || credentials.uid == 0 else {
      throw .forbidden("\(name) is not the user of this daemon", hint: "Use a daemon of your own, or the system's.")
    }
    return Identity(name: name, scopes: ScopeSet(.admin))
  }

  private func identify(bearer authorization: String?) throws(HTTPFault) -> Identity {
    guard let authorization else { throw .unauthenticated("the request carries no token") }
    guard authorization.prefix(7).lowercased() == "bearer " else {
      throw .unauthenticated("the Authorization field is not a bearer token")
    }
    let token = authorization.dropFirst(7)
    guard let tokens else { throw .unauthenticated("the token is not known") }
    // First, because a job that an owner has submitted needs nothing of the file.
    guard let holder = runningJob(token) else {
      if let identity = try tokens.identity(for: token) { return identity }
      throw .unauthenticated("the token is not known")
    }
    let standing = holder.submitter.map { tokens.standing(of: $0) } ?? .unchanged
    // Not yet, and that is no reason to say that it was taken back.
    if standing == .unknown { throw .tokensUnknown }
    guard let identity = Identity(holder, standing) else {
      throw .unauthenticated("the token with which this job was submitted was taken back")
    }
    return identity
  }
}
