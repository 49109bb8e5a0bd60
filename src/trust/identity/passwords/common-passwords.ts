/**
 * The commonest passwords of twelve characters and more in published leaks, and what one would try first against this
 * product. Shorter ones fall to the length rule.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
  123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 0123456789012 012345678910 123456789123
  123456123456 123123123123 112233445566 121212121212 987654321012 210987654321 1q2w3e4r5t6y 1q2w3e4r5t6y7u8i 1qaz2wsx3edc
  1qaz2wsx3edc4rfv 1qazxsw23edc qazwsxedcrfv qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwertyuiop[] qwertyuiopas
  qwertyuiopasdfgh qwertyuiopasdfghjkl qwerty123456 qwerty1234567 qwerty12345678 123456qwerty qwerty123qwerty qwertyqwerty
  qwerty12345! asdfghjkl123 asdfghjkl1234 asdfasdfasdf zxcvbnm12345 zxcvbnmasdfg abcdefghijkl abcdefghijklm abcdefghijklmn
  abcdefghijklmnop abcdefghijklmnopqrstuvwxyz abcd12345678 abc123abc123 abc123456789 abcdef123456 a1b2c3d4e5f6 aa123456789a
  password1234 password12345 password123456 password1234! password123! password123!! password2024 password2025 password2026
  password2026! passwordpassword password@123 password@1234 p@ssw0rd1234 p@ssw0rd12345 p@ssword1234 passw0rd1234 passw0rd12345
  mypassword12 mypassword123 mypassword1234 newpassword1 newpassword12 newpassword123 thisismypassword thispassword yourpassword
  changeme1234 changeme12345 changemechangeme changemenow1 changemenow! pleasechangeme letmein12345 letmein123456 letmeinletmein
  letmeinplease welcome12345 welcome123456 welcome2024! welcome2025! welcome2026! welcomewelcome administrator administrator1
  administrator123 adminadminadmin admin1234567 admin12345678 admin123admin123 adminpassword adminpassword1 admin@123456 rootrootroot
  supersecret1 supersecret123 topsecret123 secretsecret secret123456 iloveyou1234 iloveyou12345 iloveyouiloveyou iloveyousomuch
  iloveyouforever iloveyou1314 monkey123456 dragon123456 sunshine1234 princess1234 football1234 baseball1234 superman1234 batman123456
  michael12345 jessica12345 charlie12345 liverpool123 manchester12 manchesterunited chelsea12345 arsenal12345 spongebob123 pokemon12345
  starwars1234 minecraft123 computer1234 internet1234 samsung12345 google123456 facebook1234 linkedin1234 whatsapp1234 trustno1trustno1
  correcthorsebatterystaple correct horse battery staple christmas123 summer2024!! summer2025!! summer2026!! winter2024!! winter2025!!
  winter2026!! january12345 december1234 india1234567 indiaindia123 bangalore123 delhi1234567 mumbai123456 germany12345 berlin123456
  jesuschrist1 jesusislord1 blessed12345 mother123456 family123456 helpdesk1234 helpdeskhelpdesk support12345 support123456
  customer1234 customerservice strongroom12 strongroom123 strongroom1234 strongroom2026 strongroomstrongroom mediavault12 mediavault123
  compliance12 compliance123 verification1 zendesk12345 freshdesk123 salesforce12 salesforce123 default12345 defaultpassword
  temppassword temppassword1 temporary1234 testtesttest test12345678 testing12345 guestguestguest user12345678 userpassword
  `
    .split(/\s+/)
    .filter(Boolean),
);
