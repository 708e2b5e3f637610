/** What a column of a file can be for us; everything else is kept as custom data. */
export type Field =
  | 'phone'
  | 'name'
  | 'firstName'
  | 'lastName'
  | 'email'
  | 'company'
  | 'timeZone'
  | 'priority'
  | 'nextAction'
  | 'notes';

/** The headers people write, and the ones that calling products force on them, squashed as `squash` does. */
const spellings: Record<Field, string> = {
  phone: `phone phoneno phonenum phonenumber phonenumbers phones contactnumber contactno contactphone contactphonenumber
    contactmobile mobile mobileno mobilenum mobilenumber mobilephone mobilephonenumber cell cellno cellnumber cellphone
    cellphonenumber cellular telephone telephoneno telephonenumber tel telno telnumber telnr telnum msisdn e164
    e164phone e164number whatsapp whatsappno whatsappnumber landline callnumber numbertocall numbertodial dialnumber
    recipientphonenumber recipientphone recipientnumber tonumber tophone tophonenumber customernumber customerphone
    customerphonenumber customermobile leadphone leadphonenumber clientphone clientphonenumber patientphone
    patientphonenumber primaryphone primaryphonenumber primarymobile mainphone workphone businessphone homephone
    officephone daytimephone phone1 phonenumber1 mobile1 mobilephone1
    telefon telefonnummer telefonnr handy handynummer handynr mobil mobilnummer mobiltelefon mobilnr rufnummer
    telefono numerodetelefono numerotelefono numtelefono movil numerodemovil celular numerodecelular numerocelular
    telefonomovil telefonocelular numerodecontacto
    numerodetelephone numtelephone numtel portable telephoneportable telportable telmobile gsm
    telefone numerodetelefone telemovel telefonecelular
    cellulare numeroditelefono numerocellulare telefonocellulare
    telefoonnummer telefoon mobiel mobielnummer mobielenummer
    numertelefonu telefonkomorkowy komorka
    telefonnumarasi telefonno ceptelefonu cepno cep gsmno
    телефон номертелефона мобильный мобильныйтелефон сотовый тел
    फोन फ़ोन फोननंबर फ़ोननंबर फोननम्बर मोबाइल मोबाइलनंबर मोबाइलनम्बर दूरभाष संपर्कनंबर
    电话 电话号码 手机 手机号 手机号码 联系电话 電話 電話番号 携帯 携帯番号 携帯電話 전화 전화번호 휴대폰 휴대폰번호 핸드폰
    هاتف الهاتف رقمالهاتف الجوال رقمالجوال موبايل`,
  name: `name names fullname customername clientname contactname leadname personname patientname recipientname
    prospectname candidatename borrowername guestname membername studentname displayname contactperson contactfullname
    vollstandigername kundenname ansprechpartner kunde
    nombre nombrecompleto nombres nombreyapellidos nombreyapellido nomcomplet nometprenom nomprenom
    nome nomecompleto nomecognome nomeecognome naam volledigenaam imieinazwisko adsoyad isimsoyisim isim
    имя фио полноеимя नाम पूरानाम ग्राहककानाम 姓名 名字 名前 氏名 お名前 이름 성명 الاسم الاسمالكامل`,
  firstName: `firstname fname first givenname forename vorname prenom primernombre primeironome nomedibattesimo voornaam
    imie prvoime पहलानाम`,
  lastName: `lastname lname last surname familyname nachname familienname nomdefamille apellido apellidos sobrenome
    cognome achternaam nazwisko soyad soyadi фамилия उपनाम`,
  email: `email emailaddress emailid mail mailaddress mailid contactemail customeremail leademail workemail
    primaryemail email1 eposta emailadresse emailadres correo correoelectronico courriel adresseemail adressemail
    adresseelectronique enderecodeemail indirizzoemail почта эл почтовыйадрес электроннаяпочта ईमेल 邮箱 电子邮件 邮件 メール
    メールアドレス 이메일 البريدالالكتروني`,
  company: `company companyname organisation organization organisationname organizationname org business businessname
    employer firm firmname account accountname
    firma firmenname unternehmen empresa nombredelaempresa compania societe nomdelasociete entreprise azienda
    nomeazienda societa bedrijf bedrijfsnaam sirket компания организация कंपनी कम्पनी 公司 公司名称 会社 会社名 회사 회사명
    الشركة`,
  timeZone: `timezone tz timezonename ianatimezone zeitzone fusohorario fusohorario zonahoraria fuseauhoraire fusoorario
    tijdzone часовойпояс समयक्षेत्र 时区 タイムゾーン`,
  priority: `priority prio callpriority leadpriority prioritaet prioritat prioridad prioridade priorite priorita
    prioriteit приоритет प्राथमिकता 优先级 優先度`,
  nextAction: `nextaction nextactions nextstep nextsteps callaction followupaction nachsteaktion nachsterschritt
    proximaaccion prochaineaction proximaacao prossimaazione`,
  notes: `notes note comment comments remark remarks memo notiz notizen bemerkung bemerkungen anmerkung kommentar
    nota notas observaciones comentarios observacoes remarque remarques commentaire commentaires note1 opmerking
    opmerkingen примечание комментарий टिप्पणी 备注 備考`,
};

const fieldsBySpelling: Record<Field, Set<string>> = {
  phone: toSet(spellings.phone),
  name: toSet(spellings.name),
  firstName: toSet(spellings.firstName),
  lastName: toSet(spellings.lastName),
  email: toSet(spellings.email),
  company: toSet(spellings.company),
  timeZone: toSet(spellings.timeZone),
  priority: toSet(spellings.priority),
  nextAction: toSet(spellings.nextAction),
  notes: toSet(spellings.notes),
};

function toSet(words: string): Set<string> {
  return new Set(words.trim().split(/\s+/).map(squash));
}

/** Words that say "phone" only if the cells below agree. */
const weakPhone = toSet(
  'number numbers no num nr to contact contacts recipient recipients customer lead dial call numero nummer номер नंबर 号码 番号',
);
const weakName = toSet('contact customer client lead patient guest recipient person member borrower candidate');
const phoneWords = toSet(
  'phone phonenumber mobile cell cellphone telephone tel telefon telefono telephone handy whatsapp msisdn',
);
const notAPhone = toSet(
  'fax id ids code type ext extension verified valid carrier consent country zip status date time count model line notes',
);
const notAName = toSet(
  `company business organisation organization org employer firm account user login file county city state country region
  street road district town product item plan campaign agent event domain host sheet list bank manager owner brand
  field column project department team group category type role job title school course doctor rep salesperson`,
);
const secondary = toSet('2 3 4 alt alternate alternative secondary second other emergency home work office backup fax');

/** The words of a header in small letters, `PhoneNumber`, `phone_number` and `Téléphone n°` alike. */
export function wordsOf(header: string): string[] {
  return header
    .replace(/(?<=[\p{Ll}\d])(?=\p{Lu})/gu, ' ')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
}

function squash(header: string): string {
  return wordsOf(header).join('');
}

/** How surely a header names this field, from 0 to 1. */
export function headerScore(header: string, field: Field): number {
  const words = wordsOf(header);
  const squashed = words.join('');
  if (squashed === '') return 0;
  if (fieldsBySpelling[field].has(squashed)) return 1;
  if (field === 'phone') return phoneScore(words, squashed);
  if (field === 'name') return nameScore(words, squashed);
  if (field === 'email') return words.includes('email') || squashed.startsWith('email') ? 0.8 : 0;
  return 0;
}

function nameScore(words: string[], squashed: string): number {
  if (words.at(-1) === 'name' && !words.some((word) => notAName.has(word))) return 0.7;
  return weakName.has(squashed) ? 0.6 : 0;
}

function phoneScore(words: string[], squashed: string): number {
  if (weakPhone.has(squashed)) return 0.6;
  if (!words.some((word) => phoneWords.has(word)) || words.some((word) => notAPhone.has(word))) return 0;
  return words.some((word) => secondary.has(word)) ? 0.7 : 0.85;
}

/** Whether a header names a column of phone numbers, whatever its cells hold. */
export function namesPhone(header: string): boolean {
  return headerScore(header, 'phone') >= 0.7;
}
