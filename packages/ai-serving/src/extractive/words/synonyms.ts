import { stem } from './stem.ts';

/**
 * Words that business English uses for one another, a group to a line; a word may be in several groups, and groups do not chain.
 * Written down from general usage, as a learner's thesaurus has it; its author had seen the development questions, so only the held-out ones tell what it is worth.
 * Only single words that can stand for each other in many sentences: close subjects (invoice, payment) are not here.
 */
const groups = `
employee worker staff colleague personnel
manager supervisor boss lead
customer client
supplier vendor provider
applicant candidate
relative family
child kid
doctor physician
company firm business enterprise
department division unit
headquarters head
visitor guest
holiday vacation leave
salary wage pay remuneration
bonus premium reward
allowance supplement benefit subsidy
job position role post vacancy
hire recruit employ recruitment hiring
dismiss fire terminate
resign quit leave
absence absent away
illness sickness sick ill disease
training course education
meeting appointment
trip travel journey
car vehicle automobile
purchase buy order procure
sell sale
cost price charge fee
money fund cash
expense spending expenditure
spend expend
invoice bill
pay settle reimburse
refund reimburse reimbursement repay
discount rebate reduction
budget allocation
revenue turnover
penalty fine
insurance insure cover
damage harm
loss lose missing
theft steal stolen
contract agreement
quotation quote offer bid
approve authorise approval permission permit sign consent
allow permit may
forbid prohibit ban forbidden banned
cancel call annul
complaint grievance
claim demand
request ask apply
answer reply respond response
acknowledge confirm acknowledgement
notify inform tell notification
announce publish advertise
document paper file
form template
record log register
note write
rule policy regulation
guideline guide handbook manual
goal target aim objective
deadline due
begin start commence
end finish stop expire lapse
keep retain store retention storage preserve hold
delete erase remove destroy wipe
change alter modify amend
repair fix mend
replace exchange swap renew
improve better
increase raise rise grow
decrease reduce lower drop fall
check inspect verify examine
review assess assessment evaluate
audit inspection
measure measurement metric
share proportion portion percentage percent fraction
maximum limit most highest cap ceiling longest
minimum least lowest
total sum overall
yearly annual annually year
monthly month
weekly week
daily day
often frequently frequency
fast quick quickly
late delay delayed overdue
early ahead advance
now current currently present
previous former earlier last
temporary interim
urgent critical emergency
mandatory compulsory obligatory required
optional voluntary
additional extra further
entire whole full
big large
cold cool chilled
hot warm
broken defective faulty
safe secure
secret confidential
private personal
public open
parcel package shipment consignment
send ship dispatch deliver
delivery shipping
return bring
address location
warehouse store depot
shop outlet
building premises
picture photo photograph image
phone telephone
computer laptop pc
email e-mail mail
error fault mistake failure
outage downtime
incident disruption
backup copy
release deployment rollout deploy
administrator admin administration
access entry
revoke withdraw
block lock suspend
trigger start cause
choose select pick
divide split
collect gather pick
transfer move carry
recover restore
retry attempt try
evidence proof
reason cause
consequence effect result
risk hazard danger
recommend suggest advise propose
decide determine
require need
use usage
medicine drug medication
`;

const related = new Map<string, Set<string>>();
for (const line of groups.trim().split('\n')) {
  const stems = line.split(' ').map(stem);
  for (const one of stems) {
    const others = related.get(one) ?? new Set();
    for (const other of stems) if (other !== one) others.add(other);
    related.set(one, others);
  }
}

const none: ReadonlySet<string> = new Set();

/** Stems of words that can stand for a word with this stem. */
export function synonymsOf(stemmed: string): ReadonlySet<string> {
  return related.get(stemmed) ?? none;
}
