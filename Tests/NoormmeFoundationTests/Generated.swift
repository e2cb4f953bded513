// Made by noormme from the database's schema. Make it again instead of changing it.

import NoormmeFoundation

/// A row of the view `active_users`.
public struct ActiveUser: Model {
    public static let table = "active_users"

    public var id: Int?
    public var email: String?

    public init(
        id: Int? = nil,
        email: String? = nil
    ) {
        self.id = id
        self.email = email
    }

    public enum CodingKeys: String, CodingKey {
        case id
        case email
    }

    /// The columns, reached from the model `Root` over relations.
    public struct Fields<Root: Model>: Sendable {
        private let _path: FieldPath

        public init(_ path: FieldPath) { _path = path }
        public var id: Field<Root, Int?> { Field(_path.appending("id")) }
        public var email: Field<Root, String?> { Field(_path.appending("email")) }
    }
}

extension ActiveUser {
    /// The columns and relations, for conditions and orders.
    public static var fields: Fields<ActiveUser> { Fields(FieldPath()) }
    public static var id: Field<ActiveUser, Int?> { fields.id }
    public static var email: Field<ActiveUser, String?> { fields.email }
}

/// A row of the table `post_tags`.
public struct PostTag: TypedModel {
    public static let table = "post_tags"

    public var postId: Int
    public var tagId: Int
    /// There with `selectRelated("post")`.
    public var post: Related<Post>?
    /// There with `selectRelated("tag")`.
    public var tag: Related<Tag>?

    public init(
        postId: Int,
        tagId: Int,
        post: Related<Post>? = nil,
        tag: Related<Tag>? = nil
    ) {
        self.postId = postId
        self.tagId = tagId
        self.post = post
        self.tag = tag
    }

    public enum CodingKeys: String, CodingKey {
        case postId = "post_id"
        case tagId = "tag_id"
        case post
        case tag
    }

    /// What an insert takes; nil leaves a column to its default.
    public struct Draft: Model {
        public static let table = "post_tags"
        public var postId: Int
        public var tagId: Int

        public init(
            postId: Int,
            tagId: Int
        ) {
            self.postId = postId
            self.tagId = tagId
        }

        public enum CodingKeys: String, CodingKey {
            case postId = "post_id"
            case tagId = "tag_id"
        }
    }

    /// The columns, reached from the model `Root` over relations.
    public struct Fields<Root: Model>: Sendable {
        private let _path: FieldPath

        public init(_ path: FieldPath) { _path = path }
        public var postId: Field<Root, Int> { Field(_path.appending("post_id")) }
        public var tagId: Field<Root, Int> { Field(_path.appending("tag_id")) }
        public var post: Post.Fields<Root> { Post.Fields(_path.appending("post")) }
        public var tag: Tag.Fields<Root> { Tag.Fields(_path.appending("tag")) }
    }
}

extension PostTag {
    /// The columns and relations, for conditions and orders.
    public static var fields: Fields<PostTag> { Fields(FieldPath()) }
    public static var postId: Field<PostTag, Int> { fields.postId }
    public static var tagId: Field<PostTag, Int> { fields.tagId }
    public static var post: Post.Fields<PostTag> { fields.post }
    public static var tag: Tag.Fields<PostTag> { fields.tag }
}

/// A row of the table `posts`.
public struct Post: TypedModel {
    public static let table = "posts"

    public var id: Int
    public var title: String
    public var views: Int
    public var `default`: String?
    public var aB: String?
    public var priority: PostPriority?
    public var authorId: Int
    /// There with `selectRelated("author")`.
    public var author: Related<User>?
    /// There with `prefetchRelated("post_tags")`.
    public var postTags: [PostTag]?
    /// There with `prefetchRelated("tags")`.
    public var tags: [Tag]?

    public init(
        id: Int,
        title: String,
        views: Int,
        `default`: String? = nil,
        aB: String? = nil,
        priority: PostPriority? = nil,
        authorId: Int,
        author: Related<User>? = nil,
        postTags: [PostTag]? = nil,
        tags: [Tag]? = nil
    ) {
        self.id = id
        self.title = title
        self.views = views
        self.`default` = `default`
        self.aB = aB
        self.priority = priority
        self.authorId = authorId
        self.author = author
        self.postTags = postTags
        self.tags = tags
    }

    public enum CodingKeys: String, CodingKey {
        case id
        case title
        case views
        case `default` = "default"
        case aB = "a__b"
        case priority
        case authorId = "author_id"
        case author
        case postTags = "post_tags"
        case tags
    }

    /// What an insert takes; nil leaves a column to its default.
    public struct Draft: Model {
        public static let table = "posts"
        public var id: Int?
        public var title: String
        public var views: Int?
        public var `default`: String?
        public var aB: String?
        public var priority: PostPriority?
        public var authorId: Int

        public init(
            id: Int? = nil,
            title: String,
            views: Int? = nil,
            `default`: String? = nil,
            aB: String? = nil,
            priority: PostPriority? = nil,
            authorId: Int
        ) {
            self.id = id
            self.title = title
            self.views = views
            self.`default` = `default`
            self.aB = aB
            self.priority = priority
            self.authorId = authorId
        }

        public enum CodingKeys: String, CodingKey {
            case id
            case title
            case views
            case `default` = "default"
            case aB = "a__b"
            case priority
            case authorId = "author_id"
        }
    }

    /// The columns, reached from the model `Root` over relations.
    public struct Fields<Root: Model>: Sendable {
        private let _path: FieldPath

        public init(_ path: FieldPath) { _path = path }
        public var id: Field<Root, Int> { Field(_path.appending("id")) }
        public var title: Field<Root, String> { Field(_path.appending("title")) }
        public var views: Field<Root, Int> { Field(_path.appending("views")) }
        public var `default`: Field<Root, String?> { Field(_path.appending("default")) }
        public var priority: Field<Root, PostPriority?> { Field(_path.appending("priority")) }
        public var authorId: Field<Root, Int> { Field(_path.appending("author_id")) }
        public var author: User.Fields<Root> { User.Fields(_path.appending("author")) }
        public var postTags: PostTag.Fields<Root> { PostTag.Fields(_path.appending("post_tags")) }
        public var tags: Tag.Fields<Root> { Tag.Fields(_path.appending("tags")) }
    }
}

extension Post {
    /// The columns and relations, for conditions and orders.
    public static var fields: Fields<Post> { Fields(FieldPath()) }
    public static var id: Field<Post, Int> { fields.id }
    public static var title: Field<Post, String> { fields.title }
    public static var views: Field<Post, Int> { fields.views }
    public static var `default`: Field<Post, String?> { fields.`default` }
    public static var priority: Field<Post, PostPriority?> { fields.priority }
    public static var authorId: Field<Post, Int> { fields.authorId }
    public static var author: User.Fields<Post> { fields.author }
    public static var postTags: PostTag.Fields<Post> { fields.postTags }
    public static var tags: Tag.Fields<Post> { fields.tags }
}

/// What the column `priority` may hold.
public enum PostPriority: Int, Codable, CaseIterable, Operand, FieldValue {
    case minus1 = -1
    case _0 = 0
    case _1 = 1
}

/// A row of the table `profiles`.
public struct Profile: TypedModel {
    public static let table = "profiles"

    public var userId: Int
    public var website: String?
    public var token: UUID?
    /// There with `selectRelated("user")`.
    public var user: Related<User>?

    public init(
        userId: Int,
        website: String? = nil,
        token: UUID? = nil,
        user: Related<User>? = nil
    ) {
        self.userId = userId
        self.website = website
        self.token = token
        self.user = user
    }

    public enum CodingKeys: String, CodingKey {
        case userId = "user_id"
        case website
        case token
        case user
    }

    /// What an insert takes; nil leaves a column to its default.
    public struct Draft: Model {
        public static let table = "profiles"
        public var userId: Int?
        public var website: String?
        public var token: UUID?

        public init(
            userId: Int? = nil,
            website: String? = nil,
            token: UUID? = nil
        ) {
            self.userId = userId
            self.website = website
            self.token = token
        }

        public enum CodingKeys: String, CodingKey {
            case userId = "user_id"
            case website
            case token
        }
    }

    /// The columns, reached from the model `Root` over relations.
    public struct Fields<Root: Model>: Sendable {
        private let _path: FieldPath

        public init(_ path: FieldPath) { _path = path }
        public var userId: Field<Root, Int> { Field(_path.appending("user_id")) }
        public var website: Field<Root, String?> { Field(_path.appending("website")) }
        public var token: Field<Root, UUID?> { Field(_path.appending("token")) }
        public var user: User.Fields<Root> { User.Fields(_path.appending("user")) }
    }
}

extension Profile {
    /// The columns and relations, for conditions and orders.
    public static var fields: Fields<Profile> { Fields(FieldPath()) }
    public static var userId: Field<Profile, Int> { fields.userId }
    public static var website: Field<Profile, String?> { fields.website }
    public static var token: Field<Profile, UUID?> { fields.token }
    public static var user: User.Fields<Profile> { fields.user }
}

/// A row of the table `tags`.
public struct Tag: TypedModel {
    public static let table = "tags"

    public var id: Int
    public var name: String
    /// There with `prefetchRelated("post_tags")`.
    public var postTags: [PostTag]?
    /// There with `prefetchRelated("posts")`.
    public var posts: [Post]?

    public init(
        id: Int,
        name: String,
        postTags: [PostTag]? = nil,
        posts: [Post]? = nil
    ) {
        self.id = id
        self.name = name
        self.postTags = postTags
        self.posts = posts
    }

    public enum CodingKeys: String, CodingKey {
        case id
        case name
        case postTags = "post_tags"
        case posts
    }

    /// What an insert takes; nil leaves a column to its default.
    public struct Draft: Model {
        public static let table = "tags"
        public var id: Int?
        public var name: String

        public init(
            id: Int? = nil,
            name: String
        ) {
            self.id = id
            self.name = name
        }

        public enum CodingKeys: String, CodingKey {
            case id
            case name
        }
    }

    /// The columns, reached from the model `Root` over relations.
    public struct Fields<Root: Model>: Sendable {
        private let _path: FieldPath

        public init(_ path: FieldPath) { _path = path }
        public var id: Field<Root, Int> { Field(_path.appending("id")) }
        public var name: Field<Root, String> { Field(_path.appending("name")) }
        public var postTags: PostTag.Fields<Root> { PostTag.Fields(_path.appending("post_tags")) }
        public var posts: Post.Fields<Root> { Post.Fields(_path.appending("posts")) }
    }
}

extension Tag {
    /// The columns and relations, for conditions and orders.
    public static var fields: Fields<Tag> { Fields(FieldPath()) }
    public static var id: Field<Tag, Int> { fields.id }
    public static var name: Field<Tag, String> { fields.name }
    public static var postTags: PostTag.Fields<Tag> { fields.postTags }
    public static var posts: Post.Fields<Tag> { fields.posts }
}

/// A row of the table `users`.
public struct User: TypedModel {
    public static let table = "users"
    public static let generatedColumns: Set<String> = ["shout"]

    public var id: Int
    public var email: String
    public var name: String?
    public var age: Int?
    public var isActive: Bool
    public var createdAt: Date
    public var settings: Value
    public var picture: Data?
    public var balance: Decimal?
    public var status: UserStatus
    public var bossId: Int?
    /// Generated: upper(email)
    public var shout: String?
    /// There with `selectRelated("boss")`.
    public var boss: Related<User>?
    /// There with `prefetchRelated("posts")`.
    public var posts: [Post]?
    /// There with `selectRelated("profile")`.
    public var profile: Related<Profile>?
    /// There with `prefetchRelated("users")`.
    public var users: [User]?

    public init(
        id: Int,
        email: String,
        name: String? = nil,
        age: Int? = nil,
        isActive: Bool,
        createdAt: Date,
        settings: Value,
        picture: Data? = nil,
        balance: Decimal? = nil,
        status: UserStatus,
        bossId: Int? = nil,
        shout: String? = nil,
        boss: Related<User>? = nil,
        posts: [Post]? = nil,
        profile: Related<Profile>? = nil,
        users: [User]? = nil
    ) {
        self.id = id
        self.email = email
        self.name = name
        self.age = age
        self.isActive = isActive
        self.createdAt = createdAt
        self.settings = settings
        self.picture = picture
        self.balance = balance
        self.status = status
        self.bossId = bossId
        self.shout = shout
        self.boss = boss
        self.posts = posts
        self.profile = profile
        self.users = users
    }

    public enum CodingKeys: String, CodingKey {
        case id
        case email
        case name
        case age
        case isActive = "is_active"
        case createdAt = "created_at"
        case settings
        case picture
        case balance
        case status
        case bossId = "boss_id"
        case shout
        case boss
        case posts
        case profile
        case users
    }

    /// What an insert takes; nil leaves a column to its default.
    public struct Draft: Model {
        public static let table = "users"
        public var id: Int?
        public var email: String
        public var name: String?
        public var age: Int?
        public var isActive: Bool?
        public var createdAt: Date?
        public var settings: Value?
        public var picture: Data?
        public var balance: Decimal?
        public var status: UserStatus?
        public var bossId: Int?

        public init(
            id: Int? = nil,
            email: String,
            name: String? = nil,
            age: Int? = nil,
            isActive: Bool? = nil,
            createdAt: Date? = nil,
            settings: Value? = nil,
            picture: Data? = nil,
            balance: Decimal? = nil,
            status: UserStatus? = nil,
            bossId: Int? = nil
        ) {
            self.id = id
            self.email = email
            self.name = name
            self.age = age
            self.isActive = isActive
            self.createdAt = createdAt
            self.settings = settings
            self.picture = picture
            self.balance = balance
            self.status = status
            self.bossId = bossId
        }

        public enum CodingKeys: String, CodingKey {
            case id
            case email
            case name
            case age
            case isActive = "is_active"
            case createdAt = "created_at"
            case settings
            case picture
            case balance
            case status
            case bossId = "boss_id"
        }
    }

    /// The columns, reached from the model `Root` over relations.
    public struct Fields<Root: Model>: Sendable {
        private let _path: FieldPath

        public init(_ path: FieldPath) { _path = path }
        public var id: Field<Root, Int> { Field(_path.appending("id")) }
        public var email: Field<Root, String> { Field(_path.appending("email")) }
        public var name: Field<Root, String?> { Field(_path.appending("name")) }
        public var age: Field<Root, Int?> { Field(_path.appending("age")) }
        public var isActive: Field<Root, Bool> { Field(_path.appending("is_active")) }
        public var createdAt: Field<Root, Date> { Field(_path.appending("created_at")) }
        public var settings: Field<Root, Value> { Field(_path.appending("settings")) }
        public var picture: Field<Root, Data?> { Field(_path.appending("picture")) }
        public var balance: Field<Root, Decimal?> { Field(_path.appending("balance")) }
        public var status: Field<Root, UserStatus> { Field(_path.appending("status")) }
        public var bossId: Field<Root, Int?> { Field(_path.appending("boss_id")) }
        public var shout: Field<Root, String?> { Field(_path.appending("shout")) }
        public var boss: User.Fields<Root> { User.Fields(_path.appending("boss")) }
        public var posts: Post.Fields<Root> { Post.Fields(_path.appending("posts")) }
        public var profile: Profile.Fields<Root> { Profile.Fields(_path.appending("profile")) }
        public var users: User.Fields<Root> { User.Fields(_path.appending("users")) }
    }
}

extension User {
    /// The columns and relations, for conditions and orders.
    public static var fields: Fields<User> { Fields(FieldPath()) }
    public static var id: Field<User, Int> { fields.id }
    public static var email: Field<User, String> { fields.email }
    public static var name: Field<User, String?> { fields.name }
    public static var age: Field<User, Int?> { fields.age }
    public static var isActive: Field<User, Bool> { fields.isActive }
    public static var createdAt: Field<User, Date> { fields.createdAt }
    public static var settings: Field<User, Value> { fields.settings }
    public static var picture: Field<User, Data?> { fields.picture }
    public static var balance: Field<User, Decimal?> { fields.balance }
    public static var status: Field<User, UserStatus> { fields.status }
    public static var bossId: Field<User, Int?> { fields.bossId }
    public static var shout: Field<User, String?> { fields.shout }
    public static var boss: User.Fields<User> { fields.boss }
    public static var posts: Post.Fields<User> { fields.posts }
    public static var profile: Profile.Fields<User> { fields.profile }
    public static var users: User.Fields<User> { fields.users }
}

/// What the column `status` may hold.
public enum UserStatus: String, Codable, CaseIterable, Operand, FieldValue {
    case new = "new"
    case inProgress = "in progress"
    case `class` = "class"
}
