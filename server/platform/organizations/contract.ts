import { roles } from "../permissions.ts"
import { Id, Moment, z } from "../schema.ts"

export const Size = z.enum(["small", "medium", "large"]).openapi({
  description: "small: the CEO or one person owns customers and product; medium: a lead each; large: CCO and CPO.",
})
export const DepartmentKind = z.enum(["product", "cx", "contact_centre", "marketing", "executive", "other"])
export const Role = z.enum(roles).openapi("Role")
const Name = z.string().trim().min(1).max(120)
const Password = z.string().min(10, "A password needs at least 10 characters").max(200)

export const Department = z.object({ id: Id, name: Name, kind: DepartmentKind }).openapi("Department")
export const DepartmentInput = z.strictObject({ name: Name, kind: DepartmentKind.default("other") })

export const SetupState = z.object({
  needed: z.boolean(),
  templates: z.array(
    z.object({ size: Size, departments: z.array(z.object({ name: z.string(), kind: DepartmentKind })) }),
  ),
})
export const Setup = z.strictObject({
  name: Name,
  email: z.email().max(200),
  password: Password,
  locale: z.enum(["en", "zh-CN"]).default("en"),
  organization: z.strictObject({ name: Name, size: Size, departments: z.array(DepartmentInput).max(40).optional() }),
})
export const Organization = z.object({ id: Id, slug: z.string(), name: z.string(), size: Size }).openapi("Organization")

export const MemberRef = z.object({ id: Id, name: z.string() }).openapi("MemberRef")
export const Member = z
  .object({
    id: Id,
    name: z.string(),
    email: z.string(),
    role: Role,
    departments: z.array(Department),
    personalData: z.boolean(),
    joinedAt: Moment,
  })
  .openapi("Member")
export const MemberChange = z.strictObject({
  role: Role.optional(),
  departmentIds: z.array(Id).max(40).optional(),
  personalData: z.boolean().nullable().optional().openapi({ description: "null: what the role says" }),
})

export const Me = z
  .object({
    user: z.object({ id: z.string(), name: z.string(), email: z.string(), locale: z.string() }),
    organization: Organization.nullable(),
    organizations: z.array(Organization),
    member: z.object({ id: Id, role: Role, departments: z.array(Department), personalData: z.boolean() }).nullable(),
    permissions: z.array(z.string()),
  })
  .openapi("Me")
export const MeChange = z.strictObject({ name: Name.optional(), locale: z.enum(["en", "zh-CN"]).optional() })

export const InvitationInput = z.strictObject({
  email: z.email().max(200),
  role: Role.exclude(["owner"]),
  departmentIds: z.array(Id).max(40).default([]),
})
export const Invitation = z
  .object({
    id: Id,
    email: z.string(),
    role: Role,
    createdAt: Moment,
    expiresAt: Moment,
    acceptedAt: Moment.nullable(),
  })
  .openapi("Invitation")
export const NewInvitation = Invitation.extend({
  link: z.string().openapi({ description: "Shown once: send it to the invited person." }),
})
export const InvitationLetter = z.object({
  email: z.string(),
  organization: z.string(),
  role: Role,
  known: z.boolean(),
})
export const Acceptance = z.strictObject({
  name: Name.optional(),
  password: Password,
  locale: z.enum(["en", "zh-CN"]).default("en"),
})

export const KeyInput = z.strictObject({ name: Name, role: z.enum(["editor", "viewer"]).default("editor") })
export const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.string(),
    start: z.string(),
    createdAt: Moment,
    lastUsedAt: Moment.nullable(),
  })
  .openapi("ApiKey")
export const NewApiKey = ApiKey.extend({ key: z.string().openapi({ description: "Shown once." }) })
