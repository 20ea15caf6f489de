import { spoken } from "../../../survey/languages.ts"

type Words = {
  status: string
  unsubscribe: string
  why: (organization: string) => string
  safety: (organization: string) => string
}

/** What stands under every notice: in the languages of the survey pages, else in English. */
export const footWords = (language: string): Words => spoken(words, language)

const words: { en: Words } & Record<string, Words> = {
  en: {
    status: "See what became of your feedback, and where this stands",
    unsubscribe: "Write to me no more about this",
    why: (organization) =>
      `You get this mail because what it is about concerns you as a customer of ${organization}. You can simply reply.`,
    safety: (organization) =>
      `${organization} sends you this because of your safety; you cannot unsubscribe from these. You can simply reply.`,
  },
  "zh-CN": {
    status: "查看您的反馈有何结果、事情进展如何",
    unsubscribe: "不再就此事写信给我",
    why: (organization) => `您收到此邮件，是因为其内容与作为 ${organization} 客户的您有关。您可以直接回复。`,
    safety: (organization) => `${organization} 因涉及您的安全而发送此邮件，此类邮件无法退订。您可以直接回复。`,
  },
  ar: {
    status: "اطّلع على ما آلت إليه ملاحظاتك وأين وصل الأمر",
    unsubscribe: "لا تراسلوني بعد الآن بهذا الشأن",
    why: (organization) => `تصلك هذه الرسالة لأن موضوعها يخصك بوصفك من عملاء ${organization}. يمكنك الرد عليها مباشرة.`,
    safety: (organization) =>
      `ترسل إليك ${organization} هذه الرسالة حرصًا على سلامتك؛ لا يمكن إلغاء الاشتراك في رسائل السلامة. يمكنك الرد عليها مباشرة.`,
  },
  de: {
    status: "Sehen, was aus Ihrer Rückmeldung wurde und wie es steht",
    unsubscribe: "Schreiben Sie mir dazu nicht mehr",
    why: (organization) =>
      `Sie erhalten diese E-Mail, weil ihr Anlass Sie als Kunden von ${organization} betrifft. Sie können einfach antworten.`,
    safety: (organization) =>
      `${organization} schreibt Ihnen wegen Ihrer Sicherheit; solche Nachrichten lassen sich nicht abbestellen. Sie können einfach antworten.`,
  },
  es: {
    status: "Ver qué ha sido de su opinión y cómo va este asunto",
    unsubscribe: "No me escriban más sobre esto",
    why: (organization) =>
      `Recibe este correo porque el asunto le afecta como cliente de ${organization}. Puede responder directamente.`,
    safety: (organization) =>
      `${organization} le envía este correo por su seguridad; no es posible darse de baja de estos avisos. Puede responder directamente.`,
  },
  fr: {
    status: "Voir ce qu’est devenu votre retour et où en est l’affaire",
    unsubscribe: "Ne plus m’écrire à ce sujet",
    why: (organization) =>
      `Vous recevez cet e-mail parce que son objet vous concerne en tant que client de ${organization}. Vous pouvez simplement y répondre.`,
    safety: (organization) =>
      `${organization} vous envoie cet e-mail pour votre sécurité ; on ne peut pas se désabonner de ces avis. Vous pouvez simplement y répondre.`,
  },
  he: {
    status: "לראות מה עלה בגורל המשוב שלך והיכן הדברים עומדים",
    unsubscribe: "לא לכתוב לי עוד בנושא זה",
    why: (organization) => `הודעה זו נשלחה אליך משום שנושאה נוגע לך כלקוח של ${organization}. אפשר פשוט להשיב.`,
    safety: (organization) =>
      `הודעה זו נשלחה אליך מאת ${organization} למען בטיחותך; מהודעות אלה אי אפשר להסיר את עצמך. אפשר פשוט להשיב.`,
  },
  ja: {
    status: "ご意見がどうなったか、現在の状況を見る",
    unsubscribe: "この件に関するメールを受け取らない",
    why: (organization) =>
      `このメールは、${organization} のお客様に関わる内容のためお送りしています。そのまま返信いただけます。`,
    safety: (organization) =>
      `このメールは、お客様の安全に関わるため ${organization} からお送りしています。配信停止はできません。そのまま返信いただけます。`,
  },
  pt: {
    status: "Ver o que aconteceu à sua opinião e em que ponto está",
    unsubscribe: "Não me escrevam mais sobre isto",
    why: (organization) =>
      `Recebe este e-mail porque o assunto lhe diz respeito como cliente de ${organization}. Pode simplesmente responder.`,
    safety: (organization) =>
      `${organization} envia-lhe este e-mail por causa da sua segurança; não é possível cancelar estes avisos. Pode simplesmente responder.`,
  },
}
